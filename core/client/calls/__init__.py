"""Every request to the API as a value: what is asked, and the shape of the answer.

A call is made by one of these functions and sent by `ApiClient.send` or `AsyncApiClient.send`,
so that each route is written down once for both. Each lives in the module of its subject.
"""

from core.client.calls.accounts import login as login
from core.client.calls.accounts import me as me
from core.client.calls.accounts import refresh as refresh
from core.client.calls.accounts import register as register
from core.client.calls.call import AnswerT as AnswerT
from core.client.calls.call import Call as Call
from core.client.calls.catalog import cities as cities
from core.client.calls.catalog import city as city
from core.client.calls.catalog import place as place
from core.client.calls.catalog import places as places
from core.client.calls.catalog import vocabulary as vocabulary
from core.client.calls.documents import add_bookings as add_bookings
from core.client.calls.documents import analyse_file as analyse_file
from core.client.calls.documents import analyse_text as analyse_text
from core.client.calls.exports import export_trip as export_trip
from core.client.calls.exports import feed as feed
from core.client.calls.exports import file as file
from core.client.calls.exports import import_trip as import_trip
from core.client.calls.exports import make_feed as make_feed
from core.client.calls.exports import print_trip as print_trip
from core.client.calls.exports import revoke_feed as revoke_feed
from core.client.calls.joblogs import task_log as task_log
from core.client.calls.joblogs import task_log_export as task_log_export
from core.client.calls.joblogs import task_stream as task_stream
from core.client.calls.joblogs import tasks_stream as tasks_stream
from core.client.calls.operations import alerts as alerts
from core.client.calls.operations import health as health
from core.client.calls.operations import tasks_summary as tasks_summary
from core.client.calls.operations import workers as workers
from core.client.calls.plans import all_plan_runs as all_plan_runs
from core.client.calls.plans import plan as plan
from core.client.calls.plans import plan_runs as plan_runs
from core.client.calls.plans import plan_stream as plan_stream
from core.client.calls.plans import plan_task as plan_task
from core.client.calls.tasks import cancel_task as cancel_task
from core.client.calls.tasks import delete_task as delete_task
from core.client.calls.tasks import retry_task as retry_task
from core.client.calls.tasks import task as task
from core.client.calls.tasks import task_batch as task_batch
from core.client.calls.tasks import task_kinds as task_kinds
from core.client.calls.tasks import task_stats as task_stats
from core.client.calls.tasks import tasks as tasks
from core.client.calls.todos import create_todo as create_todo
from core.client.calls.todos import decompose_todo as decompose_todo
from core.client.calls.todos import decompose_trip as decompose_trip
from core.client.calls.todos import delete_todo as delete_todo
from core.client.calls.todos import edit_todo as edit_todo
from core.client.calls.todos import execute_trip as execute_trip
from core.client.calls.todos import todo as todo
from core.client.calls.todos import todos as todos
from core.client.calls.trips import add_day as add_day
from core.client.calls.trips import add_stop as add_stop
from core.client.calls.trips import create_trip as create_trip
from core.client.calls.trips import delete_day as delete_day
from core.client.calls.trips import delete_stop as delete_stop
from core.client.calls.trips import delete_trip as delete_trip
from core.client.calls.trips import edit_day as edit_day
from core.client.calls.trips import edit_stop as edit_stop
from core.client.calls.trips import edit_trip as edit_trip
from core.client.calls.trips import move_stop as move_stop
from core.client.calls.trips import trip as trip
from core.client.calls.trips import trips as trips
