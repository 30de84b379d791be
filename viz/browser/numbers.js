// How a number looks: the same text as viz/theme.py makes of it, Python's `.4g` with a real minus.

function shownNumber(x) {
  if (Number.isNaN(x)) return "nan";
  if (x === 0) return "0";
  const sign = x < 0 ? "−" : "";
  const size = Math.abs(x);
  return sign + (size === Infinity ? "inf" : fourDigits(size));
}

function fourDigits(x) {
  let text = x.toExponential(3);
  // Exactly half way between two texts, Python takes the even one and toExponential the larger.
  if (/^\d\.\d\d[02468]5e/.test(x.toExponential())) {
    const exact = x.toExponential(60);
    if (/^\d\.\d{4}0*e/.test(exact)) text = exact.slice(0, 5) + exact.slice(exact.indexOf("e"));
  }
  const [mantissa, power] = text.split("e");
  const exponent = Number(power);
  const withoutZeros = (digits) => (digits.includes(".") ? digits.replace(/\.?0*$/, "") : digits);
  if (exponent < -4 || exponent >= 4) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "−" : "+"}${digits}`;
  }
  const digits = mantissa.replace(".", "");
  if (exponent < 0) return withoutZeros(`0.${"0".repeat(-exponent - 1)}${digits}`);
  return withoutZeros(`${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`);
}

// What was typed into a field: a decimal comma and a real minus are as good; NaN for no number.
function typedNumber(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  if (/^[+-]?inf(inity)?$/i.test(plain)) return plain[0] === "-" ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}
