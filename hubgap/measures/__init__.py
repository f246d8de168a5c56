"""What is measured: pure functions from tables to tables and verdicts, a topic a module."""
