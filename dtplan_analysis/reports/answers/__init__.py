"""Answers: what can be asked of a report and of a judged table, each as a table in words, a picture and a frame."""

from dtplan_analysis.reports.answers.answer import Answer
from dtplan_analysis.reports.answers.verbs import JudgedTable

__all__ = ["Answer", "JudgedTable"]
