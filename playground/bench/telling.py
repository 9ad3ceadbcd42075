"""What a child says goes out in lines of JSON. It imports next to nothing: a child's start and size are measured."""

import json
import sys
from typing import Any


def tell(value: Any) -> None:
    """Tell the parent, which reads it by `children.child`."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
