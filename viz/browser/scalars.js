// Runs the table that minigrad/trace/table.py makes: arithmetic, and the functions of
// minigrad/scalars.py as they are for numbers. No derivative is written here.

// The operations by the text of a line of traced code. Outside of its domain each says so to
// `refuse`, with the beginning of Python's error, and its result is nan.
function scalarOperations(refuse) {
  const isNegative = (x) => x < 0 || Object.is(x, -0);

  function power(x, y) {
    // Where JavaScript and C, whose function Python calls, disagree.
    return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
  }
  function checkedPower(x, y) {
    const shown = `${shownNumber(x)} ** ${shownNumber(y)}`;
    if (x === 0 && y < 0) return refuse(`a negative power needs a base other than 0, got ${shown}`);
    if (x < 0 && Number.isFinite(y) && y % 1) {
      return refuse(`a fractional power needs a base >= 0, got ${shown}`);
    }
    const z = power(x, y);
    if (Math.abs(z) === Infinity && Number.isFinite(x) && Number.isFinite(y)) {
      return refuse(`a power needs a result that fits a float (< 1.8e308), got ${shown}`);
    }
    return z;
  }
  function powerSlope(x, y) {
    if (y === 0) return 0;
    const z = power(x, y - 1);
    if (Number.isFinite(z) || !Number.isFinite(x) || !Number.isFinite(y)) return y * z;
    return y * (y % 2 === 0 && isNegative(x) ? -Infinity : Infinity);
  }
  function exp(x) {
    const z = Math.exp(x);
    return z === Infinity && x !== Infinity
      ? refuse(`exp() needs data < 709.78, got ${shownNumber(x)}`) : z;
  }
  function sigmoid(x) {
    if (x >= 0) return 1 / (1 + Math.exp(-x));
    const small = Math.exp(x);
    return small / (1 + small);
  }
  function maximum(x, y) {
    if (x === y) return isNegative(x) ? y : x;
    return x > y ? x : x < y ? y : NaN;
  }
  return {
    "{} + {}": (x, y) => x + y,
    "{} - {}": (x, y) => x - y,
    "{} * {}": (x, y) => x * y,
    "-{}": (x) => -x,
    "abs({})": Math.abs,
    "{} < {}": (x, y) => Number(x < y),
    "{} <= {}": (x, y) => Number(x <= y),
    "{} > {}": (x, y) => Number(x > y),
    "{} >= {}": (x, y) => Number(x >= y),
    "where({}, {}, {})": (condition, x, y) => (condition ? x : y),
    "divide({}, {})": (x, y) => (y === 0
      ? refuse(`division needs a divisor other than 0, got ${shownNumber(x)} / ${shownNumber(y)}`)
      : x / y),
    "power({}, {})": checkedPower,
    "power_slope({}, {})": powerSlope,
    "maximum({}, {})": maximum,
    "exp({})": exp,
    "log({})": (x) => (x <= 0 ? refuse(`log() needs data > 0, got ${shownNumber(x)}`) : Math.log(x)),
    "sqrt({})": (x) =>
      (x < 0 ? refuse(`sqrt() needs data >= 0, got ${shownNumber(x)}`) : Math.sqrt(x)),
    "sin({})": Math.sin,
    "cos({})": Math.cos,
    "tanh({})": Math.tanh,
    "sigmoid({})": sigmoid,
    "softplus({})": (x) => (x <= 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs(x))),
  };
}

// The numbers of a table, computed again whenever `run` is called: all, or the values alone.
// `refusal` is what the first row outside of its domain said, and which row it was; else null.
function runnable(table) {
  const first = table.numbers.length;
  const numbers = new Float64Array(first + table.rows.length);
  numbers.set(table.numbers);
  const machine = { numbers, refusal: null, run };
  let row = 0;
  const known = scalarOperations((words) => {
    machine.refusal ??= { words, row };
    return NaN;
  });
  const functions = table.rows.map(([operation]) => known[table.operations[operation]]);
  const operands = Uint32Array.from(table.rows.flatMap(([, x, y = 0, z = 0]) => [x, y, z]));

  function run(valuesAlone = false) {
    const end = valuesAlone ? table.forward : functions.length;
    machine.refusal = null;
    for (row = 0; row < end; row += 1) {
      const [x, y, z] = [operands[3 * row], operands[3 * row + 1], operands[3 * row + 2]];
      numbers[first + row] = functions[row](numbers[x], numbers[y], numbers[z]);
    }
    return machine;
  }
  return run();
}
