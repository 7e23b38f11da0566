"""The door: a class as pages that need no server and fetch nothing."""

from grader.site.classroom import Classroom, class_page, classroom_of
from grader.site.student import student_page, student_without_page

__all__ = ["Classroom", "class_page", "classroom_of", "student_page", "student_without_page"]
