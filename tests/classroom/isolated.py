"""Code that is asked as a child is, with nothing but data coming back, but in this process."""

import inspect
import json

from minigrad.classroom.child import decoded
from minigrad.exercises.answering import Answering, as_data
from minigrad.exercises.failure import Faulty, NotANumber, failure_of


class Isolated:
    """Answers as data, and keeps what it said."""

    def __init__(self, answers):
        self.programs = Answering(answers)
        self.names = {name: True for name, each in answers.items() if each is not None}
        self.said = []

    def start(self, names):
        self.programs.start(names)

    def use(self, things):
        self.ask("\n".join(inspect.getsource(each) for each in things), {}, ())

    def ask(self, code, given, give):
        try:
            found = self.programs.ask(code, given, give)
        except NotANumber:
            raise
        except (Exception, SystemExit) as error:
            raise Faulty(failure_of(error)) from None
        self.said.append(decoded(json.loads(json.dumps([as_data(x) for x in found]))))
        return self.said[-1]


class Liar:
    """Says, in their order, the answers that somebody else has given."""

    def __init__(self, names, said):
        self.names, self.waiting = names, list(said)

    def start(self, names):
        pass

    def use(self, things):
        self.waiting.pop(0)

    def ask(self, code, given, give):
        return self.waiting.pop(0)
