"""Other people's programs, called by the tests as judges of what the build wrote."""
