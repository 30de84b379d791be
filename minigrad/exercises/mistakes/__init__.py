"""The known mistakes, sorted by where they are made: in a rule, a pass, a network …"""
