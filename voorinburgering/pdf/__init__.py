"""What is printed of the Voorinburgering for the person, who keeps it in the PID: certificate and result sheet."""
