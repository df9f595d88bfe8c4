"""The typeface that pictures are set in: Noto Sans, under the licence beside it."""
