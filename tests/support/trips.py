"""Trips over HTTP: made in a line, changed with the version that was seen. And plans."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx

from core.schemas.fields import TransferMode
from core.schemas.plans import PlanDayCard, PlanOut, PlanSubTrip, PlanTrip
from core.schemas.trips import SubTripKind, Transfer
from tests.support.http import Caller

Trip = dict[str, Any]


@dataclass(frozen=True)
class Traveller:
    """Somebody who makes and changes trips through the API."""

    client: httpx.AsyncClient
    caller: Caller

    async def make_trip(self, **changes: Any) -> Trip:
        """Make a trip of three days to Guangzhou."""
        wish = {
            "title": "South",
            "city_id": "guangzhou",
            "start_date": "2027-03-01",
            "day_count": 3,
        }
        response = await self.client.post(
            "/api/trips", json=wish | changes, headers=self.caller.headers
        )
        return data_of(response, 201)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for something."""
        return await self.client.get(path, headers=self.caller.headers | headers)

    async def read(self, trip: Trip) -> Trip:
        """Read a trip as it is now."""
        return data_of(await self.get(f"/api/trips/{trip['id']}"))

    async def change(self, method: str, trip: Trip, path: str = "", **body: Any) -> httpx.Response:
        """Change something of a trip, as it was seen."""
        return await self.client.request(
            method,
            f"/api/trips/{trip['id']}{path}",
            json=body or None,
            headers=self.caller.headers | {"If-Match": f'"v{trip["version"]}"'},
        )

    async def add(self, trip: Trip, day_index: int, *names: str, **fields: Any) -> Trip:
        """Put stops of one's own, one after the other, into a day."""
        for name in names:
            day_id = trip["day_cards"][day_index]["id"]
            response = await self.change(
                "POST", trip, f"/day_cards/{day_id}/sub_trips", name=name, **fields
            )
            trip = data_of(response, 201)
        return trip


def data_of(response: httpx.Response, status: int = 200) -> Trip:
    """Return the data of a success."""
    assert response.status_code == status, response.text
    data: Trip = response.json()["data"]
    return data


def names_of(trip: Trip) -> list[list[str]]:
    """Return the names of the stops by day, after checking that each day counts them from 0."""
    for day in trip["day_cards"]:
        assert [stop["order_index"] for stop in day["sub_trips"]] == list(
            range(len(day["sub_trips"]))
        )
    return [[stop["name"] for stop in day["sub_trips"]] for day in trip["day_cards"]]


def stop_of(trip: Trip, name: str) -> dict[str, Any]:
    """Return the stop with that name."""
    found: list[dict[str, Any]] = [
        stop for day in trip["day_cards"] for stop in day["sub_trips"] if stop["name"] == name
    ]
    (stop,) = found
    return stop


def a_plan(*days: list[str], city_id: str = "guangzhou") -> PlanOut:
    """Return a plan with stops of these names by day, each reached by a walk of ten minutes."""
    start = date(2027, 3, 1)
    frame = PlanTrip(
        title="Planned",
        city_id=city_id,
        city="Guangzhou",
        start_date=start,
        day_count=len(days),
        travellers=2,
        budget=600_000,
        currency="CNY",
        total_cost=0,
        cost_currency="CNY",
        language="en",
        timezone="Asia/Shanghai",
        lat=23.1291,
        lon=113.2644,
    )
    return PlanOut(
        trip=frame,
        day_cards=[
            PlanDayCard(
                day_index=day_index,
                date=start + timedelta(days=day_index),
                city="Guangzhou",
                title=f"Chapter {day_index}",
                sub_trips=[_planned(*stop) for stop in enumerate(names)],
            )
            for day_index, names in enumerate(days)
        ],
    )


def _planned(order_index: int, name: str) -> PlanSubTrip:
    return PlanSubTrip(
        order_index=order_index,
        kind=SubTripKind.ATTRACTION,
        place_id=None,
        name=name,
        start_time="10:00",
        end_time="11:00",
        cost=2_000,
        currency="CNY",
        transfer=Transfer(mode=TransferMode.WALK, minutes=10, distance_m=700),
        reason="because",
    )
