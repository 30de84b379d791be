"""The known mistakes, by what they are made in: a rule, a pass, a function, a network …"""
