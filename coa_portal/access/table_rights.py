"""Which database role may do what on which table (R4): one table, applied after every migrate.

Roles: `web` is the login role and holds only session, sign-in and own-account tables; `coa`, `gemeente`, `beheer`,
`toezicht` (the reading log, and no dossier) and `docent` (one view) stand behind the wall. Rights are letters: S(elect)
I(nsert) U(pdate) D(elete). A right may be limited to columns: "S(id,status)". A table that stands nowhere here fails a
test.
"""

import re

from django.db import connection, transaction

from coa_portal.access.roles import ROLES, TIER_OF_CAPABILITY

NOBODY: dict[str, str] = {}
_REFERENCE = {"web": "S", "coa": "S", "gemeente": "S", "beheer": "S I U", "toezicht": "S", "docent": "S"}
_READ_BY_ALL = {"web": "S", "coa": "S", "gemeente": "S", "beheer": "S", "toezicht": "S", "docent": "S"}
_LIVING = {"coa": "S I U D"}
_HISTORY_COA = {"coa": "S I"}
_HISTORY_BEHEER = {"beheer": "S I"}
# read through the view of grants in force by everybody else
_GRANTED = {"beheer": "S I D"}
# not why a koppeling ended, and who decided so: the gemeente hears that it ended (R7); the coded ground stands in the
# Kaart while that is open
_KOPPELING_SHARED = (
    "S(id,created_at,updated_at,referentie,plaatsingseenheid_id,gemeente_id,definitief_op,toegang_tot,"
    "toegang_reden,status,status_sinds)"
)
# never the password: pages of gemeente and COA show who somebody is and how to reach them
_CONTACT = (
    "S(id,created_at,updated_at,naam,email,functie,telefoon,werkdagen,party,organisatie_naam,kind,is_active)"
)
_READ = "U(read_at,updated_at)"
_OWN_ROWS = dict.fromkeys(("coa", "gemeente", "beheer", "toezicht", "docent"), "S I U D")
_STATUS = "status,status_sinds,status_door_id,status_reden,updated_at"
_OWN_ACCOUNT = "U(password,last_login,session_epoch,naam,functie,telefoon,werkdagen,updated_at)"

_TRAJECT = (
    "U(intake_gestart_op,intake_afgerond_op,toets_op,toets_uitkomst,kennisgeving_op,pip_vastgesteld_op,"
    "pip_verlengd_tot,pip_verlenging_reden,leerroute,gestart_op,start_is_vroeg,updated_at)"
)
_VERHUIZING = (
    "U(woning_gevonden_op,verwacht_op,definitief_op,verhuisd_op,straat,huisnummer,postcode,plaats,brp_op,rust_van,"
    "rust_tot,updated_at)"
)

TABLE_RIGHTS: dict[str, dict[str, str]] = {
    # Django and guardian
    "django_session": {"web": "S I U D"},
    "django_migrations": NOBODY,
    "django_content_type": _READ_BY_ALL,
    "django_admin_log": {"beheer": "S I"},
    "auth_permission": _READ_BY_ALL,
    "auth_group": NOBODY,
    "auth_group_permissions": NOBODY,
    "guardian_userobjectpermission": NOBODY,
    "guardian_groupobjectpermission": NOBODY,
    # organisaties: reference data
    "organisaties_organisatie": _READ_BY_ALL,
    "organisaties_provincie": _REFERENCE,
    "organisaties_arbeidsmarktregio": _REFERENCE,
    "organisaties_gemeente": _REFERENCE,
    "organisaties_inwonertal": _REFERENCE,
    "organisaties_landelijketaakstelling": _REFERENCE,
    "organisaties_taakstelling": _REFERENCE,
    "organisaties_land": _REFERENCE,
    "organisaties_nationaliteit": _REFERENCE,
    "organisaties_taal": _REFERENCE,
    "organisaties_onderwijsniveau": _REFERENCE,
    "organisaties_sector": _REFERENCE,
    "organisaties_opvanglocatie": _REFERENCE,
    "organisaties_derdepartij": _REFERENCE,
    "organisaties_termijnduur": _REFERENCE,
    "organisaties_norm": _REFERENCE,
    # not for a gemeente: names that people at COA type
    "organisaties_lesgroep": {"web": "S", "coa": "S I U", "beheer": "S", "docent": "S"},
    # access: guardian's rows
    "access_gemeentepermission": _GRANTED,
    "access_opvanglocatiepermission": _GRANTED,
    "access_arbeidsmarktregiopermission": _GRANTED,
    "access_organisatiepermission": _GRANTED,
    "access_lesgroeppermission": _GRANTED,
    "access_role_capability": NOBODY,
    "access_every_grant_in_force": NOBODY,
    "access_grant_in_force": _READ_BY_ALL,
    # accounts
    "accounts_gebruiker": {
        "web": f"S {_OWN_ACCOUNT}",
        "coa": _CONTACT,
        "gemeente": _CONTACT,
        "beheer": "S I U",
        "toezicht": _CONTACT,
        "docent": _CONTACT,
    },
    "accounts_gebruiker_groups": NOBODY,
    "accounts_gebruiker_user_permissions": NOBODY,
    "accounts_historicalgebruiker": {"web": "I", "beheer": "S I"},
    "accounts_toekenning": {
        "web": "S",
        "coa": "S",
        "gemeente": "S",
        "beheer": "S I U",
        "toezicht": "S",
        "docent": "S",
    },
    "accounts_historicaltoekenning": _HISTORY_BEHEER,
    # an accountbeheerder asks and takes back; every answer is the beheerder's
    "accounts_accountaanvraag": {
        "gemeente": "S I U(status,status_sinds,status_door_id,status_reden,updated_at)",
        "beheer": "S I U",
    },
    "accounts_historicalaccountaanvraag": {"gemeente": "I", "beheer": "S I"},
    "accounts_verwerkersovereenkomst": {"gemeente": "S", "beheer": "S I U"},
    "accounts_historicalverwerkersovereenkomst": _HISTORY_BEHEER,
    # frozen: the content of a review report is never updated
    "accounts_rechtencontrole": {
        "beheer": "S I U(status,status_sinds,status_door_id,status_reden,opmerkingen,updated_at)",
        "toezicht": "S",
    },
    "accounts_historicalrechtencontrole": _HISTORY_BEHEER,
    "accounts_apisleutel": {"web": "S U(laatst_gebruikt_op)", "beheer": "S I U"},
    "accounts_historicalapisleutel": _HISTORY_BEHEER,
    # written by whoever signs in, read on the own account page and by the beheerder; policies keep a year of it
    "accounts_aanmeldpoging": {"web": "S I", "beheer": "S D"},
    # a first sign-in by the own organisation links its identity; unlinking is the beheerder's
    "accounts_externeidentiteit": {"web": "S I", "beheer": "S U"},
    "accounts_historicalexterneidentiteit": {"web": "I", "beheer": "S I"},
    # second factors belong to signing in; the beheerder counts and removes them, and reads no secret
    "accounts_totpapparaat": {"web": "S I U D", "beheer": "S(id,user_id,last_used_at) D"},
    "accounts_passkey": {"web": "S I U D", "beheer": "S(id,gebruiker_id,last_used_at) D"},
    "accounts_herstelcode": {"web": "S I U D", "beheer": "S(id,gebruiker_id,used_at) D"},
    "accounts_beveiligingsbericht": {"web": "I", "beheer": "S I U"},
    # audit: requests only insert; nobody updates or deletes, and one role alone reads
    "audit_verwerkingsregel": {"coa": "I", "gemeente": "I", "beheer": "I", "toezicht": "S I", "docent": "I"},
    "audit_inzageregel": {"coa": "I", "gemeente": "I", "beheer": "I", "toezicht": "S I", "docent": "I"},
    # seals are added by the system alone (a policy); lines are removed by the owner's command only
    "audit_zegel": {"toezicht": "S I"},
    "audit_ketencontrole": {"toezicht": "S I"},
    "audit_verwijdering": {"toezicht": "S"},
    # avg: that marked words were kept, never which; the functionaris reads
    "avg_bevestiging": {"coa": "I", "gemeente": "I", "docent": "I", "toezicht": "S"},
    # notifications
    "notifications_event": {
        "coa": "S I U",
        "gemeente": "S I",
        "beheer": "S I",
        "toezicht": "S",
        "docent": "S",
    },
    "notifications_melding": {
        "coa": "S I U",
        "gemeente": "S U(read_at,updated_at)",
        "beheer": "S U(read_at,updated_at)",
        "toezicht": "S U(read_at,updated_at)",
        "docent": "S U(read_at,updated_at)",
    },
    "notifications_delivery": {"coa": "S I U", "beheer": "S U"},
    "notifications_digest": {"coa": "S I U", "beheer": "S U"},
    "notifications_digestline": {"coa": "S I U", "beheer": "S"},
    # every account its own; whoever delivers meldingen reads those of all recipients
    "notifications_meldingsvoorkeur": _OWN_ROWS,
    "notifications_volgen": _OWN_ROWS,
    "notifications_laatstebezoek": {"coa": "S I U", "gemeente": "S I U"},
    # klantprofiel: COA's living dossiers; a gemeente has no right at all here
    "klantprofiel_plaatsingseenheid": _LIVING,
    "klantprofiel_historicalplaatsingseenheid": _HISTORY_COA,
    "klantprofiel_vergunninghouder": _LIVING,
    "klantprofiel_historicalvergunninghouder": _HISTORY_COA,
    "klantprofiel_burgerservicenummer": _LIVING,
    "klantprofiel_verblijf": _LIVING,
    "klantprofiel_historicalverblijf": _HISTORY_COA,
    "klantprofiel_klantprofiel": _LIVING,
    "klantprofiel_historicalklantprofiel": _HISTORY_COA,
    **{
        f"klantprofiel_{prefix}{noun}": rights
        for noun in (
            "taalvaardigheid",
            "onderwijs",
            "werkervaring",
            "zelfwerkzaamheid",
            "competentie",
            "vrijetijdsbesteding",
            "feitherkomst",
        )
        for prefix, rights in (("", _LIVING), ("historical", _HISTORY_COA))
    },
    # documents end, they are not deleted: what was withdrawn has lost its file
    "klantprofiel_document": {"coa": "S I U"},
    "klantprofiel_historicaldocument": _HISTORY_COA,
    # the feed from IBIS: imports with their report, what it last said, and where it differs
    "klantprofiel_ibisimport": {"coa": "S I U"},
    "klantprofiel_ibisblok": {"coa": "S I D"},
    "klantprofiel_ibisregel": {"coa": "S I"},
    "klantprofiel_ibisstand": {"coa": "S I U"},
    "klantprofiel_ibisverschil": {"coa": "S I U"},
    "klantprofiel_samenvoeging": {"coa": "S I U"},
    # voorinburgering: people in lesgroepen; a docent reads two views, which pick the own groups themselves, and writes
    # of the lessons of those groups where they stand and who was there (policies)
    "voorinburgering_deelname": {"coa": "S I U"},
    "voorinburgering_historicaldeelname": _HISTORY_COA,
    "voorinburgering_voorinburgeringeinde": {"coa": "S I U"},
    "voorinburgering_historicalvoorinburgeringeinde": _HISTORY_COA,
    "voorinburgering_historicallesgroep": _HISTORY_COA,
    # the programme of a person and its guidance: rows end, they are not deleted
    **{
        f"voorinburgering_{prefix}{noun}": rights
        for noun in (
            "programma",
            "pauze",
            "begeleidingsgesprek",
            "begeleidingsafspraak",
            "participatieaanbod",
            "participatie",
        )
        for prefix, rights in (("", {"coa": "S I U"}), ("historical", _HISTORY_COA))
    },
    # single facts: what was recorded by mistake goes, and stays in its history
    **{
        f"voorinburgering_{prefix}{noun}": rights
        for noun in ("pidoverhandiging", "voorwerk", "noaassessment")
        for prefix, rights in (("", _LIVING), ("historical", _HISTORY_COA))
    },
    "voorinburgering_bezetdagdeel": _LIVING,
    "voorinburgering_historicalbezetdagdeel": _HISTORY_COA,
    "voorinburgering_deelnemer": {"coa": "S", "docent": "S"},
    "voorinburgering_ruimte": {"coa": "S I U", "docent": "S"},
    "voorinburgering_historicalruimte": _HISTORY_COA,
    "voorinburgering_lesvrij": _LIVING,
    "voorinburgering_historicallesvrij": _HISTORY_COA,
    "voorinburgering_lesreeks": _LIVING,
    "voorinburgering_historicallesreeks": _HISTORY_COA,
    "voorinburgering_les": {"coa": "S I U D", "docent": f"S U({_STATUS},onderwerp)"},
    "voorinburgering_historicalles": {"coa": "S I", "docent": "I"},
    "voorinburgering_aanwezigheid": {
        "coa": "S I U D",
        "docent": "S I U(stand,reden,minuten,updated_at)",
    },
    "voorinburgering_historicalaanwezigheid": {"coa": "S I", "docent": "I"},
    "voorinburgering_lesdeelnemer": {"coa": "S", "docent": "S"},
    # a docent: of the people in the own lesgroepen (policies), and never whose result it is
    "voorinburgering_toetsresultaat": {
        "coa": "S I U",
        "docent": f"S I U({_STATUS},resultaat,afgenomen_op,correctie_reden)",
    },
    "voorinburgering_historicaltoetsresultaat": {"coa": "S I", "docent": "I"},
    # koppeling: the match is shared, the decision and the screening are not
    "koppeling_koppeling": {"coa": "S I U", "gemeente": _KOPPELING_SHARED},
    "koppeling_historicalkoppeling": _HISTORY_COA,
    "koppeling_koppelingsbesluit": {"coa": "S I U"},
    "koppeling_historicalkoppelingsbesluit": _HISTORY_COA,
    "koppeling_screening": _LIVING,
    "koppeling_historicalscreening": _HISTORY_COA,
    "koppeling_plaatsingsbeperking": _LIVING,
    "koppeling_historicalplaatsingsbeperking": _HISTORY_COA,
    # overdracht: written for a gemeente; frozen rows are never updated, by nobody
    "overdracht_betrokkene": {"coa": "S I U", "gemeente": "S"},
    # that somebody was published is told by the view, to who reads tier 2
    "overdracht_openstelling": {"coa": "S I D"},
    "overdracht_doorgezet": {"coa": "S", "gemeente": "S"},
    "overdracht_inzage": {"coa": "S", "gemeente": "S"},
    "overdracht_kaart": {"coa": "S I U", "gemeente": "S"},
    "overdracht_historicalkaart": _HISTORY_COA,
    "overdracht_screeningspublicatie": {"coa": "S I", "gemeente": "S"},
    "overdracht_screeningonderdeel": {"coa": "S I", "gemeente": "S"},
    "overdracht_profielversie": {"coa": "S I", "gemeente": "S"},
    "overdracht_versieonderdeel": {"coa": "S I", "gemeente": "S"},
    "overdracht_versiegezinslid": {"coa": "S I", "gemeente": "S"},
    # a document goes with its version; taking it back is all that is ever changed
    "overdracht_gedeelddocument": {"coa": "S I U(teruggenomen_op,updated_at)", "gemeente": "S"},
    # of a consent the gate reads four columns; who signed, in which language, until when and why not stays at COA
    "overdracht_toestemming": {
        "coa": "S I U",
        "gemeente": "S(id,vergunninghouder_id,gemeente_id,status)",
    },
    # keys only, run as the owner: a birthday stands behind it
    "overdracht_niet_ontgroeide_toestemming": {"coa": "S", "gemeente": "S"},
    "overdracht_toestemmingderde": {
        "coa": "S I U",
        "gemeente": "S(id,toestemming_id,gemeente_id,derde_partij_id,ingetrokken_op)",
    },
    "overdracht_historicaltoestemmingderde": _HISTORY_COA,
    "overdracht_externe_lezer": {"coa": "S", "gemeente": "S"},
    "overdracht_benoemddossier": {
        "coa": "S",
        "gemeente": "S I U(beeindigd_op,beeindigd_door_id,updated_at)",
    },
    "overdracht_historicaltoestemming": _HISTORY_COA,
    # counts without a person, of the own regions; runs as the owner, so that who reads it needs no right on a dossier
    "portaal_regiocijfer": {"coa": "S", "gemeente": "S"},
    # how an account likes its work list: its own row only (a policy)
    "portaal_werkweergave": {"coa": "S I U", "gemeente": "S I U"},
    # the gemeente's own work
    "overdracht_voorkeursscenario": {"coa": "S", "gemeente": "S I U(geldig_tot,updated_at)"},
    "overdracht_historicalvoorkeursscenario": {"coa": "S", "gemeente": "I"},
    # COA's side writes what follows from a voorkeursscenario when a koppeling becomes definitive
    "overdracht_scenariokeuze": {
        "coa": "S I",
        "gemeente": "S I U(vervangen_op,inburgeraar_geinformeerd_op,inburgeraar_geinformeerd_hoe,updated_at)",
    },
    "overdracht_historicalscenariokeuze": {"coa": "S I", "gemeente": "I"},
    "overdracht_behandelaargemeente": {
        # COA's side lets go of who left the gemeente (elevation release-behandelaar)
        "coa": "S U(behandelaar_id,vervanger_id,vervanging_tot,updated_at) D",
        "gemeente": "S I U(behandelaar_id,vervanger_id,vervanging_tot,updated_at)",
    },
    "overdracht_historicalbehandelaargemeente": {"coa": "S I", "gemeente": "I"},
    "overdracht_opvraging": {"coa": "S U", "gemeente": "S I"},
    "overdracht_historicalopvraging": {"coa": "S I", "gemeente": "I"},
    "overdracht_vernietigingsbevestiging": {"coa": "S", "gemeente": "S I"},
    # intake, PIP, move and costs: the gemeente's own work
    "overdracht_inburgeringstraject": {"coa": "S", "gemeente": f"S I {_TRAJECT}"},
    "overdracht_historicalinburgeringstraject": {"coa": "S I", "gemeente": "I"},
    "overdracht_extrakosten": {"coa": "S", "gemeente": "S I U(vervallen_op,updated_at)"},
    "overdracht_historicalextrakosten": {"coa": "S I", "gemeente": "I"},
    "overdracht_verhuizing": {"coa": "S", "gemeente": f"S I {_VERHUIZING}"},
    "overdracht_historicalverhuizing": {"coa": "S I", "gemeente": "I"},
    "overdracht_verhuisdatum": {"coa": "S", "gemeente": "S I"},
    # kept by both sides, under a consent
    "overdracht_overdrachtspunt": {"coa": "S I U", "gemeente": "S I U(stand,op,door_id,updated_at)"},
    "overdracht_historicaloverdrachtspunt": {"coa": "S I", "gemeente": "I"},
    # COA's, read by the gemeente
    "overdracht_huisvestingsgesprek": {"coa": "S I U", "gemeente": "S"},
    "overdracht_historicalhuisvestingsgesprek": _HISTORY_COA,
    "overdracht_logeerperiode": {"coa": "S I U", "gemeente": "S"},
    "overdracht_historicallogeerperiode": _HISTORY_COA,
    # talks, planned by the gemeente and answered by COA; who at COA takes part is COA's to say
    "overdracht_gesprek": {
        "coa": "S U",
        "gemeente": f"S I U({_STATUS},vorm,moment,duur,video_link,tolk,taal_id,voorgesteld_door_partij,"
        "volgorde,gehouden_op)",
    },
    "overdracht_historicalgesprek": {
        "coa": "S I",
        # the earlier moments of a talk, not who proposed them
        "gemeente": "S(history_id,history_date,id,gemeente_id,moment,vorm,voorgesteld_door_partij,volgorde) I",
    },
    "overdracht_gespreksdeelnemer": {"coa": "S", "gemeente": "S I"},
    "overdracht_bezoekdag": {"coa": "S", "gemeente": "S I"},
    "overdracht_overdrachtssessie": {"coa": "S", "gemeente": "S I"},
    "overdracht_afspraak": {"coa": "S I U", "gemeente": f"S I U({_STATUS})"},
    "overdracht_historicalafspraak": {"coa": "S I", "gemeente": "I"},
    "overdracht_dagdelenpublicatie": {"coa": "S I", "gemeente": "S"},
    # questions both ways: what was said is never changed, by nobody
    "overdracht_vraag": {"coa": f"S I U({_STATUS})", "gemeente": f"S I U({_STATUS})"},
    "overdracht_historicalvraag": {"coa": "S I", "gemeente": "I"},
    "overdracht_antwoord": {"coa": "S I", "gemeente": "S I"},
    # COA reads what was published, not what is being written
    "overdracht_welkomstpagina": {
        "coa": "S(id,created_at,updated_at,gemeente_id,taal_id,status,status_sinds,gepubliceerd,gepubliceerd_op)",
        "gemeente": "S I U",
    },
    "overdracht_historicalwelkomstpagina": {"gemeente": "I"},
    "overdracht_introductiedag": {"coa": "S", "gemeente": "S I U"},
    "overdracht_historicalintroductiedag": {"gemeente": "I"},
    "overdracht_introductieaanmelding": {
        "coa": "S I U(afgemeld_op,afgemeld_door_id,updated_at)",
        "gemeente": "S",
    },
    "overdracht_locatiecontact": {"gemeente": "S"},
    # figures without a person, replaced every hour
    "overdracht_termijncijfer": {"coa": "S I D"},
    "overdracht_vasthouding": _LIVING,
    "overdracht_historicalvasthouding": _HISTORY_COA,
}

# Tables with rights for a gemeente and without policies, each with its reason; a test fails on any other. No table has
# FORCE ROW LEVEL SECURITY: that would only bind portal_owner, which migrates and makes backups, serves no request and
# is nobody's to become; and the functions that policies call read as that owner.
_REFERENCE_DATA = "referentiegegevens zonder persoon"
WITHOUT_POLICIES: dict[str, str] = {
    "django_content_type": "namen van modellen",
    "auth_permission": "namen van rechten",
    "organisaties_organisatie": _REFERENCE_DATA,
    "organisaties_provincie": _REFERENCE_DATA,
    "organisaties_arbeidsmarktregio": _REFERENCE_DATA,
    "organisaties_gemeente": _REFERENCE_DATA,
    "organisaties_inwonertal": _REFERENCE_DATA,
    "organisaties_landelijketaakstelling": _REFERENCE_DATA,
    "organisaties_taakstelling": _REFERENCE_DATA,
    "organisaties_land": _REFERENCE_DATA,
    "organisaties_nationaliteit": _REFERENCE_DATA,
    "organisaties_taal": _REFERENCE_DATA,
    "organisaties_onderwijsniveau": _REFERENCE_DATA,
    "organisaties_sector": _REFERENCE_DATA,
    "organisaties_opvanglocatie": _REFERENCE_DATA,
    "organisaties_derdepartij": _REFERENCE_DATA,
    "organisaties_termijnduur": _REFERENCE_DATA,
    "organisaties_norm": _REFERENCE_DATA,
    "overdracht_niet_ontgroeide_toestemming": "een view met alleen sleutels, die zelf filtert (security_barrier)",
    "overdracht_doorgezet": "een view die zelf kiest wie laag 2 van iemand leest, met security_barrier",
    "overdracht_externe_lezer": "een view die zelf de eigen gemeenten uitkiest, met security_barrier",
    "overdracht_locatiecontact": "een view die zelf de opvanglocaties van de eigen gemeenten uitkiest",
    "portaal_regiocijfer": "een view met alleen tellingen, die zelf de eigen regio's uitkiest, met security_barrier",
    "access_grant_in_force": "een view die zelf de eigen gemeenten uitkiest, met security_barrier",
    "overdracht_inzage": "een view met security_invoker: de policies van de tabellen eronder gelden",
}

# sequences behind tables and columns that a role inserts into
SEQUENCE_RIGHTS: dict[str, tuple[str, ...]] = {
    "access_gemeentepermission_id_seq": ("beheer",),
    "access_opvanglocatiepermission_id_seq": ("beheer",),
    "access_arbeidsmarktregiopermission_id_seq": ("beheer",),
    "access_organisatiepermission_id_seq": ("beheer",),
    "access_lesgroeppermission_id_seq": ("beheer",),
    "django_admin_log_id_seq": ("beheer",),
    "organisaties_inwonertal_id_seq": ("beheer",),
    "organisaties_taakstelling_id_seq": ("beheer",),
    "klantprofiel_referentie_seq": ("coa",),
    "koppeling_referentie_seq": ("coa",),
}

_VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
_RIGHT = re.compile(r"([SIUD])(\([a-z_,]+\))?")


def statements() -> list[str]:
    """The SQL that makes the rights what the tables above say, from whatever they were."""
    roles = "portal_web, portal_coa, portal_gemeente, portal_beheer, portal_toezicht, portal_docent"
    sql = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {roles}",
        f"GRANT USAGE ON SCHEMA public TO {roles}",
    ]
    existing = set(connection.introspection.table_names(include_views=True))
    for table, by_role in TABLE_RIGHTS.items():
        if table not in existing:
            continue
        for role, rights in by_role.items():
            parts = [f"{_VERBS[letter]}{columns}" for letter, columns in _RIGHT.findall(rights)]
            sql.append(f'GRANT {", ".join(parts)} ON "{table}" TO portal_{role}')
    for sequence, holders in SEQUENCE_RIGHTS.items():
        for role in holders:
            sql.append(f'GRANT USAGE ON SEQUENCE "{sequence}" TO portal_{role}')
    return sql


def role_view() -> str:
    """The SQL that repeats the table of roles for the database: role, capability, the tier that it opens, and whether
    it comes with a grant on named dossiers only (NULL: with both kinds)."""
    rows = [
        f"('{role.code}'::text, '{capability}'::text, "
        f"{TIER_OF_CAPABILITY.get(capability, 'NULL')}::integer, {named}::boolean)"
        for role in ROLES.values()
        for capability, named in sorted(role.by_kind_of_grant.items())
    ]
    head = "CREATE OR REPLACE VIEW access_role_capability (rol, capability, tier, named) AS VALUES "
    return head + ", ".join(rows)


def apply_rights(**kwargs: object) -> None:
    """Receiver of `post_migrate`: runs with every migrate, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        if "access_role_capability" in connection.introspection.table_names(cursor, include_views=True):
            cursor.execute(role_view())
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        sequences = {name for (name,) in cursor.fetchall()}
        for statement in statements():
            if "ON SEQUENCE" in statement and statement.split('"')[1] not in sequences:
                continue
            cursor.execute(statement)
