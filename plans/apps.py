from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from cases.panels import fill_plan_slot
        from cases.signals import case_changed
        from plans.deadlines import follow_case
        from plans.views.case_page import draw_plan

        fill_plan_slot(draw_plan)
        case_changed.connect(follow_case)
