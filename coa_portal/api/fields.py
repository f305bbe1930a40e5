"""Values of query and body, as strict as the published schema says they are."""

import re
from typing import Any

from rest_framework import serializers

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


class WholeNumber(serializers.IntegerField):
    """A number in a query: digits only. DRF's own field also takes "1.0" and " 1 "."""

    def to_internal_value(self, data: Any) -> int:
        """The number; a validation error otherwise."""
        if not isinstance(data, str) or not _WHOLE.fullmatch(data):
            self.fail("invalid")
        return int(data)


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know: a mistyped filter must not silently show everything."""

    def to_internal_value(self, data: Any) -> Any:
        """The values by name of the code; a validation error names every unknown one."""
        values = super().to_internal_value(data)
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                {name: serializers.ErrorDetail("Onbekende naam.", "unknown") for name in unknown}
            )
        return values
