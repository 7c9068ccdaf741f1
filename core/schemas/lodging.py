"""What a lodging is and allows, in the words of requests and of the catalogue."""

from enum import StrEnum


class RoomType(StrEnum):
    """What one has of a lodging to oneself."""

    ENTIRE = "entire_room"
    PRIVATE = "private_room"
    SHARED = "shared_room"
    NOT_SHARED = "not_shared_room"
    """Wished only: entire or private."""


class HouseRule(StrEnum):
    """What a lodging allows."""

    PETS = "pets"
    SMOKING = "smoking"
    PARTIES = "parties"
    VISITORS = "visitors"
    CHILDREN = "children_under_10"
