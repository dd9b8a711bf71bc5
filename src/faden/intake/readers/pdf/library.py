"""PDFium and its binding, which declare no types."""

from typing import Any, cast

import pypdfium2 as _binding
import pypdfium2.raw as _raw

binding = cast(Any, _binding)
pdfium = cast(Any, _raw)
