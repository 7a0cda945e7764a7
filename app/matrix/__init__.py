"""Coverage between many credentials at once, as sparse matrices: the formula of app.coverage, at national scale."""

from app.matrix.blocks import Block, best_pairs
from app.matrix.files import load, save
from app.matrix.index import CoverageIndex, Scored
from app.matrix.statements import Intervals

__all__ = ["Block", "CoverageIndex", "Intervals", "Scored", "best_pairs", "load", "save"]
