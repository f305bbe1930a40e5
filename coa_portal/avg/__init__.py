"""The AVG guard (R9): finds special categories of personal data in free text, here, without sending text anywhere."""
