"""Pages of a list: `pagina` and `paginaGrootte` in, totals and addresses of the pages beside it out."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coa_portal.api.fields import StrictSerializer, WholeNumber

DEFAULT_SIZE, LARGEST_SIZE, LAST_PAGE = 25, 100, 100_000


class PageQuery(StrictSerializer):
    """Which page is asked for; queries of lists extend this."""

    pagina = WholeNumber(min_value=1, max_value=LAST_PAGE, default=1, help_text="Welke pagina, vanaf 1.")
    paginaGrootte = WholeNumber(
        min_value=1, max_value=LARGEST_SIZE, default=DEFAULT_SIZE, help_text="Hoeveel resultaten per pagina."
    )


def page_of(rows: "QuerySet[Any] | Sequence[Any]", query: dict[str, Any]) -> Any:
    """The page asked for; 404 past the last one. An empty list has one page."""
    paginator: Paginator[Any] = Paginator(rows, query["paginaGrootte"])
    if query["pagina"] > paginator.num_pages:
        raise Http404
    return paginator.page(query["pagina"])


def page_answer(request: Request, page: Any, results: list[Any]) -> Response:
    """The envelope around the results of one page."""
    return Response(
        {
            "aantal": page.paginator.count,
            "volgende": _address(request, page.next_page_number) if page.has_next() else None,
            "vorige": _address(request, page.previous_page_number) if page.has_previous() else None,
            "resultaten": results,
        }
    )


def _address(request: Request, number: Callable[[], int]) -> str:
    query = request.query_params.copy()
    query["pagina"] = str(number())
    return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"


def page_schema(name: str, item: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The schema of a page of `item`, under `name` in the document."""
    fields = {
        "aantal": serializers.IntegerField(
            min_value=0, help_text="Aantal resultaten op alle pagina's samen."
        ),
        "volgende": serializers.URLField(allow_null=True, help_text="Adres van de volgende pagina."),
        "vorige": serializers.URLField(allow_null=True, help_text="Adres van de vorige pagina."),
        "resultaten": item(many=True),
    }
    return type(name, (serializers.Serializer,), fields)
