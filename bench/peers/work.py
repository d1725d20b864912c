"""One prepared measurement: what is timed, and what is told about its result outside of the timing."""


class Work:
    def __init__(self, call, calls=1, describe=lambda result: None, warm=True):
        """`calls` counts the repetitions inside one call; `warm` False leaves out the untimed first call."""
        self.call, self.calls, self.describe, self.warm = call, calls, describe, warm


def as_work(prepared):
    return prepared if isinstance(prepared, Work) else Work(prepared)
