"""How good the answers are: judged collections and their measures."""
