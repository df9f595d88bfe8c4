"""What happens by itself: the timetable, the tick that APScheduler wakes, and the worker that sends."""
