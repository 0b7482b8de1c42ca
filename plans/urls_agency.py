"""The agency's inbox and activities, and the Centre's review of its reports."""

from django.urls import URLPattern, URLResolver, path

from plans.views import activity, agency, review

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", agency.inbox, name="inbox"),
    path("reviews/", review.review_queue, name="review-queue"),
    path("extensions/<int:pk>/", review.extension_page, name="extension"),
    path("activities/<int:pk>/", activity.activity_page, name="activity"),
    path("activities/<int:pk>/accept/", agency.accept, name="activity-accept"),
    path("activities/<int:pk>/take-over/", agency.take_over, name="activity-take-over"),
    path("activities/<int:pk>/decline/", agency.decline, name="activity-decline"),
    path("activities/<int:pk>/report/", agency.report, name="activity-report"),
    path("activities/<int:pk>/later/", agency.later_date, name="activity-later"),
    path("activities/<int:pk>/withdraw/", agency.withdraw, name="activity-withdraw"),
    path("activities/<int:pk>/files/<int:file>/", agency.download, name="activity-file"),
    path("activities/<int:pk>/paper/", agency.paper_reply, name="activity-paper"),
    path("activities/<int:pk>/review/", review.review_page, name="activity-review"),
    path("activities/<int:pk>/return/", review.return_page, name="activity-return"),
    path("activities/<int:pk>/end/", review.end_page, name="activity-end"),
    path("activities/<int:pk>/insist/", review.insist_page, name="activity-insist"),
]
