"""The demo's offices: six Centres in two regions, agencies of all twelve sectors, and staff."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import User
from accounts.roles import Role
from agencies.founding import first_administrator
from agencies.models import Agency, Centre, Sector, Territory
from agencies.workflow import Office, appoint
from regulations.numbers import check_digit

#: Every demo account signs in with it. The demo runs on one machine and holds no real person.
PASSWORD = "qoldau-demo-2026"
DOMAIN = "qoldau.example"

#: Of each Centre the code and the district; three in each region.
CENTRES = (
    ("SEM", "101000000"),
    ("AYA", "103600000"),
    ("KUR", "101800000"),
    ("KOK", "111000000"),
    ("STE", "111800000"),
    ("BUR", "117000000"),
)
OF_A_REGION = 3
#: Sectors whose agencies have no accounts: they are served on paper.
ON_PAPER = frozenset({"tourism", "domestic_policy"})

STAFF_NAMES = {
    "administrator": "Жүйе Әкімшісі",
    "authorised": "Уәкілетті Орган Өкілі",
    "region.abai": "Абай Облысының Менеджері",
    "region.aqmola": "Ақмола Облысының Менеджері",
}


@dataclass
class House:
    """A Centre with its people and the agencies of its district, by sector."""

    centre: Centre
    head: User
    caseworkers: list[User]
    agencies: dict[str, Agency] = field(default_factory=dict)
    workers: dict[str, User] = field(default_factory=dict)


class Places:
    """Founds the offices and appoints everybody, as an administrator would."""

    def __init__(self, *, now: datetime, since: date) -> None:
        self._now, self._since = now, since
        self._serial = 99_000
        self.administrator = first_administrator(
            email=f"administrator@{DOMAIN}",
            full_name=STAFF_NAMES["administrator"],
            password=PASSWORD,
            language="kk",
            now=now,
        )

    def found(self) -> list[House]:
        """All offices, with everybody appointed."""
        self._appoint("authorised", Role.AUTHORISED_BODY, None)
        houses = [self._house(code, place) for code, place in CENTRES]
        abai, aqmola = houses[:OF_A_REGION], houses[OF_A_REGION:]
        for name, region in (("region.abai", abai), ("region.aqmola", aqmola)):
            self._appoint(name, Role.REGIONAL_MANAGER, region[0].centre.region)
        self._agencies(abai, town="Семей", suffix="")
        self._agencies(aqmola, town="Көкшетау", suffix=".kokshetau")
        return houses

    def _appoint(self, name: str, role: Role, office: Office, full_name: str = "") -> User:
        user = User.objects.create_user(
            f"{name}@{DOMAIN}", PASSWORD, full_name=full_name or STAFF_NAMES[name], language="kk"
        )
        appoint(
            user, role=role, office=office, starts_on=self._since, by=self.administrator,
            now=self._now,
        )  # fmt: skip
        return user

    def _house(self, code: str, place: str) -> House:
        territory = Territory.objects.get(code=place)
        region = Territory.objects.get(code=f"{place[:2]}0000000")
        centre = Centre.objects.create(
            code=code,
            name_kk=f"{territory.name_kk}: отбасын қолдау орталығы",
            name_ru=f"Центр поддержки семьи: {territory.name_ru}",
            territory=territory,
            region=region,
            bin=self._bin(),
            founded_on=self._since,
        )
        end = "" if code == "SEM" else f".{code.lower()}"
        head = self._appoint(f"head{end}", Role.HEAD, centre, f"Басшы {code}")
        workers = [
            self._appoint(f"caseworker{n}{end}", Role.CASEWORKER, centre, f"{title} {code}")
            for n, title in (("", "Бірінші қызметкер"), ("2", "Екінші қызметкер"))
        ]
        return House(centre, head, workers)

    def _agencies(self, houses: list[House], *, town: str, suffix: str) -> None:
        """One agency of each sector; it serves every district of its region's Centres."""
        for sector in Sector.objects.order_by("order"):
            agency = self._agency(sector, houses, town=town, suffix=suffix)
            for house in houses:
                house.agencies[sector.code] = agency
            if sector.code in ON_PAPER:
                continue
            label = sector.code.split("_")[0]
            worker = self._appoint(
                f"{label}{suffix}", Role.AGENCY_WORKER, agency, f"{sector.name_kk} маманы"
            )
            for house in houses:
                house.workers[sector.code] = worker
            if sector.code == "education":
                self._appoint(
                    f"supervisor{suffix}", Role.AGENCY_SUPERVISOR, agency,
                    f"{sector.name_kk} жетекшісі",
                )  # fmt: skip

    def _agency(self, sector: Sector, houses: list[House], *, town: str, suffix: str) -> Agency:
        label = sector.code.split("_")[0]
        agency = Agency.objects.create(
            name_kk=f"{town}: {sector.district_body_kk or sector.name_kk}",
            name_ru=f"{town}: {sector.district_body_ru or sector.name_ru}",
            sector=sector,
            bin=self._bin(),
            email="" if sector.code in ON_PAPER else f"{label}{suffix}.office@{DOMAIN}",
        )
        agency.territories.set([house.centre.territory for house in houses])
        return agency

    def _bin(self) -> str:
        """A BIN of December 2099, which nobody bears."""
        while True:
            self._serial += 1
            digits = f"991240{self._serial:05}"[:11]
            last = check_digit(digits)
            if last is not None:
                return f"{digits}{last}"


def sign_ins() -> list[tuple[str, str]]:
    """One sign-in for each role: the role's name and the e-mail."""
    names: dict[str, Any] = {
        Role.CASEWORKER: "caseworker",
        Role.HEAD: "head",
        Role.AGENCY_WORKER: "education",
        Role.AGENCY_SUPERVISOR: "supervisor",
        Role.REGIONAL_MANAGER: "region.abai",
        Role.AUTHORISED_BODY: "authorised",
        Role.ADMINISTRATOR: "administrator",
    }
    return [(str(Role(role).label), f"{name}@{DOMAIN}") for role, name in names.items()]
