"""Made-up towns with trips to plan in them: speed, meals, repair."""
