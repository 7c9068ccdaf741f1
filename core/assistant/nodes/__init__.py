"""What a turn goes through: one node in each module, none of which knows how they are joined."""
