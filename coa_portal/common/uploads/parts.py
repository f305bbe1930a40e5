"""What the kinds of files share."""

MAX_PIXELS = 100_000_000  # a scan of A3 at 600 dpi has 70 million


class BadFile(Exception):
    """A file that is not accepted, with a Dutch sentence that says why and what to do."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(code)
        self.message = message
        self.code = code


def damaged() -> BadFile:
    """For a file that is not what its beginning says."""
    return BadFile(
        "Dit bestand is beschadigd. Maak de scan of foto opnieuw en voeg die toe.", "document_damaged"
    )


def check_size(width: int, height: int) -> None:
    """Refuse a picture without pixels, or with so many that showing it costs a computer its memory."""
    if not 0 < width * height <= MAX_PIXELS:
        raise BadFile("Deze afbeelding is te groot om te tonen. Maak een kleinere scan.", "document_pixels")
