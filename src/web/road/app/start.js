// Signs in to a phone.
