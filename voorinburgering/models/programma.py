"""The programme of one person: what was offered, agreed and started are different facts (DESIGN §8)."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from klantprofiel.choices import JaNeeOnbekend
from klantprofiel.models import Vergunninghouder
from voorinburgering.programma_lifecycle import PAUZE_REDENEN, PROGRAMMA, RUNNING


class Programma(BaseModel, LifecycleModel):
    """The Voorinburgering of one person, from the offer on; one for each person, taken up again after an end.

    `instemming`: whether the person wants to take part, "" while nobody asked. `gestart_op`: the first day of taking
    part, `start_uit_les` whether a lesson said so and no person. When and why it ended stands in
    `VoorinburgeringEinde`, which an end without an offer has as well.
    """

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.PROTECT, related_name="programma"
    )
    aangeboden_op = models.DateField("aangeboden op")
    aangeboden_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    instemming = models.CharField("instemming", max_length=10, choices=JaNeeOnbekend.choices, blank=True)
    instemming_op = models.DateField("instemming op", null=True, blank=True)
    gestart_op = models.DateField("gestart op", null=True, blank=True)
    start_uit_les = models.BooleanField("start volgt uit een les", default=False)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "programma"
        verbose_name_plural = "programma's"
        ordering = ["-aangeboden_op"]
        constraints = [
            models.CheckConstraint(
                name="programma_answer_after_offer",
                condition=Q(instemming_op=None) | Q(instemming_op__gte=F("aangeboden_op")),
            ),
            models.CheckConstraint(
                name="programma_start_needs_agreement",
                condition=Q(gestart_op=None) | Q(instemming="ja", gestart_op__gte=F("instemming_op")),
            ),
            models.CheckConstraint(
                name="programma_running_was_started",
                condition=~Q(status__in=RUNNING) | Q(gestart_op__isnull=False),
            ),
            models.CheckConstraint(
                name="programma_start_of_lesson_is_a_start",
                condition=Q(start_uit_les=False) | Q(gestart_op__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"programma {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return PROGRAMMA.states[self.status]


class Pauze(BaseModel):
    """Days on which somebody did not take part for a while; `tot` is the first day of taking part again."""

    programma = models.ForeignKey(Programma, on_delete=models.PROTECT, related_name="pauzes")
    van = models.DateField("van")
    tot = models.DateField("tot", null=True, blank=True)
    reden = models.CharField("reden", max_length=16, choices=list(PAUZE_REDENEN.items()))

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "pauze"
        verbose_name_plural = "pauzes"
        ordering = ["-van"]
        constraints = [
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gte=F("van")), name="pauze_order"),
            ExclusionConstraint(
                name="pauze_no_overlap",
                expressions=[
                    ("programma", RangeOperators.EQUAL),
                    (
                        Func(
                            F("van"),
                            F("tot"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"pauze {self.van}"
