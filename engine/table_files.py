"""Words for files of tables: what they are called, how they are written, and what becomes of missing values.

They stand apart from what reads such files, so that a start need not load that (25 ms).
"""

TEXTS = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")
ARCHIVE = ".npz"
SUFFIXES = (*TEXTS, ARCHIVE)
REFUSE, DROP = "refuse", "drop"
MEAN, MEDIAN, MOST_FREQUENT = "mean", "median", "most frequent"
WAYS = (REFUSE, DROP, MEAN, MEDIAN, MOST_FREQUENT)  # of missing values
ENCODINGS = {  # what Python calls it, and what a person does
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16": "UTF-16 with byte order mark",
    "utf-16-le": "UTF-16, low byte first",
    "utf-16-be": "UTF-16, high byte first",
    "utf-32": "UTF-32 with byte order mark",
    "cp1252": "Western European, Windows",
    "latin-1": "Western European, ISO 8859-1",
    "iso8859-15": "Western European with €, ISO 8859-15",
    "mac_roman": "Western European, old Macintosh",
    "cp1250": "Central European, Windows",
    "iso8859-2": "Central European, ISO 8859-2",
    "cp1251": "Cyrillic, Windows",
    "cp1253": "Greek, Windows",
    "cp1254": "Turkish, Windows",
    "shift_jis": "Japanese, Shift JIS",
    "euc_kr": "Korean",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
}
