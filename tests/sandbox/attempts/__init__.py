"""What student code may not do, as attempts: each gives the roads that led through, none if all is well.

Most look from outside: what a file holds, who listens and hears something, which process runs. What only the student's
process can know is taken from what it says: these are our submissions.
"""

from tests.sandbox.attempts.on_files import (
    change_files,
    change_modes_and_dates,
    keep_a_file,
    leave_links,
    read,
    read_home,
    read_the_reference,
    see_other_submissions,
    see_private_names,
    share_a_home,
    touch_the_environment,
    watch_files,
)
from tests.sandbox.attempts.on_processes import (
    open_the_other_ends,
    outlive_the_fork_server,
    outlive_the_run,
    reach_the_fork_server,
    read_environments,
    signal_its_group,
    start_a_process,
    use_inherited_descriptors,
)
from tests.sandbox.attempts.on_the_machine import (
    ask_the_page_cache,
    be_spared_when_memory_runs_out,
    dump_core,
    gain_privileges,
    hide_memory,
    take_disk_at_once,
    take_memory_at_once,
    type_into_the_terminal,
    use_the_kernels_rare_parts,
    use_the_network,
)

__all__ = [
    "ask_the_page_cache",
    "be_spared_when_memory_runs_out",
    "change_files",
    "change_modes_and_dates",
    "dump_core",
    "gain_privileges",
    "hide_memory",
    "keep_a_file",
    "leave_links",
    "open_the_other_ends",
    "outlive_the_fork_server",
    "outlive_the_run",
    "reach_the_fork_server",
    "read",
    "read_environments",
    "read_home",
    "read_the_reference",
    "see_other_submissions",
    "see_private_names",
    "share_a_home",
    "signal_its_group",
    "start_a_process",
    "take_disk_at_once",
    "take_memory_at_once",
    "touch_the_environment",
    "type_into_the_terminal",
    "use_inherited_descriptors",
    "use_the_kernels_rare_parts",
    "use_the_network",
    "watch_files",
]
