"""The Gregorian months as Arabic and English write them.

Three sets of names are in use in Arabic: those of Egypt and the Gulf (نوفمبر), of the Levant and
Iraq (تشرين الثاني), and of the Maghreb (جانفي in its east, غشت in its west).
"""

from __future__ import annotations

from typing import Final

MONTHS: Final = tuple(
    tuple(names.split("|"))
    for names in (
        "January|jan|يناير|كانون الثاني|كانون ثاني|كانون ثان|جانفي",
        "February|feb|فبراير|شباط|فيفري",
        "March|mar|مارس|آذار",
        "April|apr|أبريل|نيسان|أفريل",
        "May|مايو|أيار|ماي",
        "June|jun|يونيو|يونيه|حزيران|جوان",
        "July|jul|يوليو|يوليه|تموز|جويلية|يوليوز",
        "August|aug|أغسطس|آب|أوت|غشت",
        "September|sep|sept|سبتمبر|أيلول|شتنبر",
        "October|oct|أكتوبر|تشرين الأول|تشرين أول",
        "November|nov|نوفمبر|تشرين الثاني|تشرين ثاني|تشرين ثان|نونبر",
        "December|dec|ديسمبر|كانون الأول|كانون أول|دجنبر",
    )
)
"""For each month from January its names; the first is the English one."""
