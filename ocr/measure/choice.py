"""choice.py - the fonts and conditions that are measured.

Fonts of Debian's packages, text faces mostly. The held-out ones, and their siblings of the same design, train nothing
of the project: their figures are those of fonts it has not seen.
"""
HELD_OUT = ["Noto Naskh Arabic", "Thabit", "AlArabiya", "PakType Naskh Basic", "Nazli"]
OTHERS = ["Amiri", "KacstBook", "Furat", "KacstPen", "PakType Tehreer", "KacstOffice", "Noto Kufi Arabic", "AlBattar",
          "KacstLetter"]
# In turn, so that any first few letters hold both.
FONTS = [HELD_OUT[0], OTHERS[0], HELD_OUT[1], OTHERS[1], HELD_OUT[2], OTHERS[2], HELD_OUT[3], OTHERS[3], HELD_OUT[4],
         *OTHERS[4:]]
WITHOUT_PERSIAN = {"AlArabiya", "Furat", "AlBattar", "KacstBook", "KacstPen", "KacstOffice", "KacstLetter"}

# The thirteen that are measured; the rest are there to try.
MEASURED = ["dpi300", "dpi200", "dpi150", "dpi600", "scan", "jpeg30", "turn1", "turn3", "turn90", "turn180", "noise",
            "fax", "shadow"]
EXTRA = ["turn270", "photo", "frame"]
CONDITIONS = MEASURED + EXTRA
# The columns of the aims.
GROUPS = {"clean": ["dpi300", "dpi200", "dpi600"],
          "degraded": ["dpi150", "scan", "jpeg30", "turn1", "turn3", "turn90", "turn180", "noise", "fax"],
          "shadow": ["shadow"]}
