"""Where a request comes from: whole for counting, shortened for keeping."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """The address of the visitor, empty when there is none.

    Behind a proxy (`BEHIND_PROXY`) it is the last address of X-Forwarded-For, the one that our own proxy added;
    what stands before it is the visitor's to invent. Without a proxy that header counts for nothing.
    """
    if settings.BEHIND_PROXY:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if _parse(forwarded) is not None:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def counted_network(address: str) -> str:
    """What a counter per address counts: of IPv6 the /64, because one subscriber holds all of it."""
    parsed = _parse(address)
    return "" if parsed is None else _network(parsed, 32, 64)


def shortened(address: str) -> str:
    """What may be kept of an address (/24, /48): enough to recognise an organisation, too little for a person."""
    parsed = _parse(address)
    return "" if parsed is None else _network(parsed, 24, 48)


def _parse(address: str) -> _Address | None:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _network(parsed: _Address, ipv4: int, ipv6: int) -> str:
    length = ipv4 if parsed.version == 4 else ipv6
    return str(ipaddress.ip_network((parsed, length), strict=False))
