"""A chosen trip as conditions see it."""

from core.planning.choices.model import Hop, Lodging, Offer, Pair
from core.planning.conditions.view import LinkView, NightView, PlanView, StopView, WayView
from core.schemas.conditions import Subject


def view_of(
    offer: Offer,
    pair: Pair,
    lodging: Lodging | None,
    rooms: int,
    days: tuple[tuple[Hop, ...], ...],
) -> PlanView:
    """Return the view of a trip."""
    hops = [(day, order, hop) for day, part in enumerate(days) for order, hop in enumerate(part)]
    out, back = pair.outward, pair.back
    return PlanView(
        travellers=offer.travellers,
        days=offer.days,
        stops=tuple(
            StopView(
                day=day,
                order=order,
                subject=hop.spot.subject,
                place=hop.place,
                labels=hop.spot.labels,
                start=hop.start,
                end=hop.end,
                cost=hop.spot.cost,
                is_meal=hop.spot.subject is Subject.RESTAURANT,
            )
            for day, order, hop in hops
            if hop.spot is not None
        ),
        links=(
            LinkView(
                day=0,
                mode=out.mode,
                departs=out.departs,
                arrives=out.arrives,
                cost=out.cost,
                outward=True,
            ),
            LinkView(
                day=offer.days - 1,
                mode=back.mode,
                departs=back.departs,
                arrives=back.arrives,
                cost=back.cost,
                back=True,
            ),
        ),
        nights=tuple(
            NightView(
                day=night,
                place=lodging.id,
                labels=lodging.labels,
                rooms=rooms,
                beds=lodging.beds,
                cost=lodging.price * rooms,
            )
            for night in range(offer.nights)
            if lodging is not None
        ),
        ways=tuple(
            WayView(day=day, order=order, mode=hop.way.mode, km=hop.way.km, cost=hop.way.cost)
            for day, order, hop in hops
            if hop.way is not None
        ),
        distance_km=offer.distance_km,
    )
