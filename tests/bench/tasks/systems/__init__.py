"""The queues under test, each in processes of its own."""
