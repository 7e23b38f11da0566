"""The door: a class as pages that need no server and fetch nothing."""

from grader.site.classroom import Classroom, class_page
from grader.site.student import student_page

__all__ = ["Classroom", "class_page", "student_page"]
