"""The file reader: files from members are read in a process of its own, which may fail, hang or be killed alone."""
