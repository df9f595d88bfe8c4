"""The typefaces that pictures are set in: Noto Sans of ten scripts, under the licence beside them."""
