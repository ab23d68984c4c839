"""Tables that the office keeps: what it changed is a decision each, and what stands is what they come to."""
