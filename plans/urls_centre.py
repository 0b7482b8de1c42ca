"""The Centre's pages of a plan: drafting, approval, the plan in force, completion, its case."""

from django.urls import URLPattern, URLResolver, path

from plans.views import approval, cases, completion, drafting, plan

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<int:pk>/plan/", drafting.draft, name="plan-draft"),
    path("cases/<int:pk>/exit/", cases.find_exit, name="case-exit"),
    path("cases/<int:pk>/terminate/", cases.terminate, name="case-terminate"),
    path("transfers/<int:pk>/accept/", cases.accept_transfer, name="transfer-accept"),
    path("transfers/<int:pk>/refuse/", cases.refuse_transfer, name="transfer-refuse"),
    path("plans/<int:pk>/", plan.plan, name="plan"),
    path("plans/<int:pk>/print/", plan.print_view, name="plan-print"),
    path("plans/<int:pk>/compare/", plan.compare_versions, name="plan-compare"),
    path("plans/<int:pk>/edit/", drafting.edit, name="plan-edit"),
    path("plans/<int:pk>/items/", drafting.add_item, name="plan-add-item"),
    path("plans/<int:pk>/items/<int:item>/", drafting.change_item, name="plan-change-item"),
    path("plans/<int:pk>/items/<int:item>/remove/", drafting.remove_item, name="plan-remove-item"),
    path("plans/<int:pk>/aim/", drafting.set_aim, name="plan-aim"),
    path(
        "plans/<int:pk>/children/<int:child>/",
        drafting.leave_child_out,
        name="plan-leave-child-out",
    ),
    path("plans/<int:pk>/agreement/", drafting.record_agreement, name="plan-agreement"),
    path("plans/<int:pk>/submit/", drafting.submit, name="plan-submit"),
    path("plans/<int:pk>/take-back/", drafting.take_back, name="plan-take-back"),
    path("plans/<int:pk>/new-version/", drafting.new_version, name="plan-new-version"),
    path("plans/<int:pk>/approve/", approval.approve, name="plan-approve"),
    path("plans/<int:pk>/return/", approval.return_plan, name="plan-return"),
    path("plans/<int:pk>/complete/", completion.complete, name="plan-complete"),
    path("plans/<int:pk>/terminate/", completion.terminate, name="plan-terminate"),
    path("dispatches/<int:pk>/send/", approval.send, name="dispatch-send"),
    path("dispatches/<int:pk>/hold/", approval.hold, name="dispatch-hold"),
    path("dispatches/<int:pk>/block/", approval.block, name="dispatch-block"),
    path("dispatches/<int:pk>/received/", approval.received, name="dispatch-received"),
]
