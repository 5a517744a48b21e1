"""usage: many.py FILE FOLDER COUNT: writes COUNT copies of FILE whose functions
have names of their own."""
import pathlib
import re
import sys

TEXT = pathlib.Path(sys.argv[1]).read_text()
for number in range(int(sys.argv[3])):
    copy = re.sub(r"\b(log_lines|is_slow)\b", rf"\g<1>_{number}", TEXT)
    pathlib.Path(sys.argv[2], f"file{number:02}.cpp").write_text(copy)
