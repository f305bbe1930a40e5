"""API v1 for the system of a gemeente: the same policies, selectors and actions as its pages, behind the same wall."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coa_portal.access import rates
from coa_portal.access.declare import Audience
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.api.base import PortaalApiView, api_page
from coa_portal.api.pagination import PageQuery, page_answer, page_of
from coa_portal.audit.reading import Channel
from coa_portal.common.errors import DomainError
from coa_portal.notifications import selectors as inbox
from coa_portal.notifications.actions import mark_read
from coa_portal.notifications.models import Melding
from koppeling.models import Koppeling
from overdracht.actions import request_profiel
from overdracht.gemeente import dossier, selectors
from overdracht.gemeente.api import serializers as wire
from overdracht.gemeente.api import shape
from overdracht.gemeente.doors import koppeling_or_404, log_shown, pdf_answer, version_or_404
from overdracht.models import Betrokkene, Profielversie

READ = api_page(TIER_CAPABILITIES[0], activity="raadplegen-informatieprofiel")
READ_PROFILE = api_page(TIER_CAPABILITIES[2], activity="raadplegen-doorgezet-profiel")
READ_DOCUMENT = api_page(TIER_CAPABILITIES[2], activity="raadplegen-doorgezet-profiel", rate=rates.API_PDF)


class KoppelingenView(PortaalApiView):
    """The koppelingen of the own gemeente(n)."""

    declaration = READ

    @extend_schema(
        operation_id="koppelingenLijst",
        summary="De koppelingen van uw gemeente",
        tags=["Koppelingen"],
        parameters=[wire.KoppelingenQuery],
        responses={200: wire.KOPPELINGEN},
    )
    def get(self, request: Request) -> Response:
        """Geeft actieve koppelingen, of beëindigde als u daarom vraagt."""
        query = self.query(wire.KoppelingenQuery)
        which = selectors.ENDED if query["toon"] == "beeindigd" else selectors.ALL
        rows = selectors.narrowed(
            selectors.koppelingen(self.account), self.account, {**query, "weergave": which}
        )
        page = page_of(rows, query)
        shown = selectors.list_rows(self.account, list(page.object_list))
        return page_answer(request, page, [shape.koppeling_json(row) for row in shown])


class KoppelingView(PortaalApiView):
    """One koppeling with its Kaart, its people and the screening of who gave consent."""

    declaration = api_page(TIER_CAPABILITIES[0], activity="raadplegen-doorgezet-profiel")

    @extend_schema(
        operation_id="koppelingLezen",
        summary="Eén koppeling met informatieprofiel, personen en screening",
        tags=["Koppelingen"],
        responses={200: wire.KoppelingDetailSerializer},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Geeft de screening alleen van personen die toestemming gaven. Lezen wordt vastgelegd."""
        row = koppeling_or_404(self.asked, id, channel=Channel.API)
        kaart = dossier.kaart_of(row, self.account)
        people = dossier.personen(row, self.account) if kaart else []
        answer = shape.koppeling_json(selectors.list_rows(self.account, [row])[0])
        answer["informatieprofiel"] = shape.payload_json(kaart.payload) if kaart else None
        answer["personen"] = [self._person(row, person) for person in people]
        return Response(answer)

    def _person(self, row: Koppeling, person: dossier.Persoon) -> dict[str, Any]:
        shown = dossier.screening_shown(row, person, self.account) if person.tier >= 1 else None
        if shown is not None:
            log_shown(self.asked, "screening", shown, channel=Channel.API)
        return shape.persoon_json(person, shown)


class ProfielversiesView(PortaalApiView):
    """The open versions under one koppeling, without their content."""

    declaration = READ_PROFILE

    @extend_schema(
        operation_id="profielversiesLijst",
        summary="De profielversies van één koppeling",
        tags=["Profielversies"],
        parameters=[PageQuery],
        responses={200: wire.PROFIELVERSIES},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Geeft per persoon de versies, de nieuwste eerst, zonder inhoud."""
        query = self.query(PageQuery)
        row = koppeling_or_404(self.asked, id, channel=Channel.API)
        rows = visible(Profielversie, self.account).filter(koppeling=row).defer("payload")
        page = page_of(rows.order_by("-doorgezet_op", "-nummer", "pk"), query)
        numbers = _betrokkenen(row.pk, self.account)
        shown = [shape.versie_json(v, numbers[v.vergunninghouder_id]) for v in page.object_list]
        return page_answer(request, page, shown)


class ProfielversieView(PortaalApiView):
    """One version with its content."""

    declaration = READ_PROFILE

    @extend_schema(
        operation_id="profielversieLezen",
        summary="Eén profielversie met inhoud",
        tags=["Profielversies"],
        responses={200: wire.ProfielversieDetailSerializer},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Geeft het klantprofiel zoals het COA het doorzette. Lezen wordt vastgelegd."""
        version = version_or_404(self.asked, id, channel=Channel.API)
        shown = dossier.version_shown(version, self.account)
        log_shown(self.asked, "profielversie", shown, channel=Channel.API)
        numbers = _betrokkenen(version.koppeling_id, self.account)
        return Response(shape.versie_detail_json(shown, numbers[version.vergunninghouder_id]))


class PdfRenderer(BaseRenderer):
    """Lets `Accept: application/pdf` choose the view below; the bytes are made there."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        """The bytes as they are."""
        return data


class ProfielversiePdfView(PortaalApiView):
    """The PDF of one version."""

    declaration = READ_DOCUMENT
    renderer_classes = (PdfRenderer,)

    @extend_schema(
        operation_id="profielversiePdf",
        summary="Eén profielversie als pdf",
        tags=["Profielversies"],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, description="Het document.")
        },
    )
    def get(self, request: Request, id: UUID) -> HttpResponse:
        """Geeft het document in de vorm van het formulier van het COA. Lezen wordt vastgelegd."""
        version = version_or_404(self.asked, id, channel=Channel.API)
        log_shown(
            self.asked, "profielversie", dossier.version_shown(version, self.account), channel=Channel.API
        )
        return pdf_answer(version, self.account)


class OpvragingenView(PortaalApiView):
    """Requests for profiles under one koppeling."""

    declaration = api_page(TIER_CAPABILITIES[0], activity="opvragen-profiel", methods=("GET", "POST"))

    @extend_schema(
        operation_id="opvragingenLijst",
        summary="De opvragingen bij één koppeling",
        tags=["Opvragingen"],
        parameters=[PageQuery],
        responses={200: wire.OPVRAGINGEN},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """Geeft wat uw gemeente vroeg en of het COA heeft geantwoord."""
        query = self.query(PageQuery)
        row = koppeling_or_404(self.asked, id, channel=Channel.API)
        page = page_of(dossier.requests_of(row, self.account), query)
        return page_answer(request, page, self._shown(row, list(page.object_list)))

    @extend_schema(
        operation_id="opvragingMaken",
        summary="Een klantprofiel opvragen",
        tags=["Opvragingen"],
        request=wire.OpvragingInvoer,
        responses={201: wire.OpvragingSerializer},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Vraagt het COA om het klantprofiel van één persoon. Eén open vraag per persoon."""
        wanted = self.body(wire.OpvragingInvoer)["persoon"]
        row = koppeling_or_404(self.asked, id, channel=Channel.API)
        member = visible(Betrokkene, self.account).filter(koppeling=row, pk=wanted).first()
        if member is None:
            raise DomainError("Deze persoon hoort niet bij de koppeling.", code="not_a_member")
        made = request_profiel(koppeling=row, betrokkene=member, acting_user=self.account)
        found = next(item for item in dossier.requests_of(row, self.account) if item["id"] == made.pk)
        return Response(self._shown(row, [found])[0], status=201)

    def _shown(self, row: Koppeling, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        numbers = _betrokkenen(row.pk, self.account)
        return [shape.opvraging_json(one, row.pk, numbers.get(one["vergunninghouder_id"])) for one in found]


class MeldingenView(PortaalApiView):
    """The inbox of the system account."""

    declaration = api_page(Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen")

    @extend_schema(
        operation_id="meldingenLijst",
        summary="De meldingen voor uw systeem",
        tags=["Meldingen"],
        parameters=[wire.MeldingenQuery],
        responses={200: wire.MELDINGEN},
    )
    def get(self, request: Request) -> Response:
        """Geeft meldingen zonder persoonsgegevens, de nieuwste eerst."""
        query = self.query(wire.MeldingenQuery)
        rows = inbox.inbox(self.account)
        if "gelezen" in query:
            rows = rows.filter(read_at__isnull=query["gelezen"] == "nee")
        page = page_of(rows, query)
        shown = inbox.inbox_rows(self.account, list(page.object_list))
        return page_answer(request, page, [shape.melding_json(row) for row in shown])


class LeesbevestigingenView(PortaalApiView):
    """Marking a melding as read."""

    declaration = api_page(
        Audience.ACCOUNT, activity="meldingen", scope="de eigen meldingen", methods=("POST",)
    )

    @extend_schema(
        operation_id="meldingGelezen",
        summary="Een melding als gelezen vastleggen",
        tags=["Meldingen"],
        request=None,
        responses={200: wire.MeldingSerializer},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Legt vast dat uw systeem de melding las. Nog een keer vastleggen verandert niets."""
        mark_read(melding=get_visible_or_404(Melding, self.account, pk=id), acting_user=self.account)
        melding = get_visible_or_404(Melding, self.account, pk=id)
        return Response(shape.melding_json(inbox.inbox_rows(self.account, [melding])[0]))


def _betrokkenen(koppeling_id: UUID, account: Any) -> dict[UUID, UUID]:
    """Key of the person → key of the member, by which the API speaks of people."""
    rows = visible(Betrokkene, account).filter(koppeling=koppeling_id)
    return dict(rows.values_list("vergunninghouder_id", "pk"))
