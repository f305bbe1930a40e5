"""Distance between two points on earth."""

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)

Degrees = float | Decimal


def distance_km(lat_a: Degrees, lon_a: Degrees, lat_b: Degrees, lon_b: Degrees) -> float:
    """Kilometres as the crow flies between two WGS84 points in degrees (haversine; within 0.5 %)."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half_lat = sin((phi_b - phi_a) / 2) ** 2
    half_lon = sin(radians(float(lon_b) - float(lon_a)) / 2) ** 2
    # rounding can push the sum just over 1 for two opposite points
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half_lat + cos(phi_a) * cos(phi_b) * half_lon)))
