"""Work after the answer, in a thread of the process that took the request: letters must not make people wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult


class ThreadBackend(ImmediateBackend):
    """Runs tasks one after another beside the requests; a process that stops finishes them first."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tasks")

    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        self._executor.submit(self._run, task_result)

    def _run(self, task_result: TaskResult[Any]) -> None:
        try:
            super()._execute_task(task_result)
        finally:
            connections.close_all()
