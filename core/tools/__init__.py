"""What the product can look up or do for a trip: weather, hotels, flights, places."""
