"""The check-up: five signs that a runner may be glad of a coach's word (running-science 2); one module a sign.

Each is a pure function of what the log says, with days counted back from the day of asking, and answers with a status
and the numbers that it comes from.
"""
