"""What people fill in of a contract, actions and deployments, and the template for it."""
