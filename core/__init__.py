"""What the product is: everything the delivery rooms stand on."""
