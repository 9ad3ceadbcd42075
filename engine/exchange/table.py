"""The table of all formats: what a model can be written to, and read from."""

from collections.abc import Callable
from pathlib import Path

from engine.errors import EngineError
from engine.exchange import (
    c_code,
    csv_tables,
    js_code,
    json_model,
    keras_code,
    numpy_archive,
    numpy_code,
    onnx_model,
    safetensors_model,
    session_model,
    sklearn_code,
    torch_code,
)
from engine.exchange.formats import Format, Read

FORMATS: dict[str, Format] = {
    form.name: form
    for module in (
        *(numpy_archive, json_model, csv_tables, safetensors_model, onnx_model, session_model),
        *(numpy_code, torch_code, keras_code, sklearn_code, c_code, js_code),
    )
    for form in module.FORMATS
}

UNPICKLED = {  # what a file of other programs is refused for, and the way round it
    **dict.fromkeys((".pt", ".pth"), "; PyTorch reads it: save its state_dict with safetensors.torch.save_file"),
    **dict.fromkeys(
        (".pkl", ".joblib"), "; Python reads it: save coefs_ and intercepts_ as coefs_0, intercepts_0 … by numpy.savez"
    ),
}


class FormatError(EngineError):
    """No format is meant by a name or a suffix, or none that can do what was asked."""


def format_for(file_name: str, name: str = "") -> Format:
    """Return the format of a name, or the usual one of a file's suffix.

    Raises
    ------
    FormatError
        if there is none, listing those there are
    """
    if name:
        if name not in FORMATS:
            raise FormatError(f"format must be one of {', '.join(FORMATS)}, got {name[:60]!r}")
        return FORMATS[name]
    for form in FORMATS.values():
        if file_name.lower().endswith(form.suffix):
            return form
    raise FormatError(f"file must end in one of {', '.join(suffixes())}, got {file_name[-60:]!r}")


def suffixes(*, readable: bool = False) -> list[str]:
    """Return the suffixes of all formats, or of those that can be read."""
    return list(dict.fromkeys(form.suffix for form in FORMATS.values() if form.read or not readable))


def reader_of(file_name: str) -> Callable[[Path, tuple[str, ...]], Read]:
    """Return what reads files of a name's suffix.

    Raises
    ------
    FormatError
        if nothing does, listing what can be read
    """
    for form in FORMATS.values():
        if form.read and file_name.lower().endswith(form.suffix):
            return form.read
    sentence = f"file must end in one of {', '.join(suffixes(readable=True))}, got {file_name[-60:]!r}"
    raise FormatError(sentence + UNPICKLED.get(Path(file_name).suffix.lower(), ""))
