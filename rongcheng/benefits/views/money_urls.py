"""Addresses of budgets, payments and clawbacks, all below ``money/``."""

from __future__ import annotations

from django.urls import path

from . import money, money_batches, money_clawbacks, money_moves

urlpatterns = [
    path("money/", money.money, name="money"),
    path("money/agreement/", money.agreement, name="money_agreement"),
    path("money/bounced/", money.bounced, name="money_bounced"),
    path("money/budgets/new", money.budget_new, name="money_budget_new"),
    path("money/budgets/<int:pk>/", money.budget, name="money_budget"),
    path("money/budgets/<int:pk>/change", money.budget_change, name="money_budget_change"),
    path("money/move/<slug:number>/", money_moves.move, name="money_move"),
    path("money/move/<slug:number>/<slug:act>", money_moves.settle, name="money_move_settle"),
    path("money/batches/", money_batches.batches, name="money_batches"),
    path("money/batches/new", money_batches.new, name="money_batch_new"),
    path("money/batches/<slug:number>/", money_batches.batch, name="money_batch"),
    path("money/batches/<slug:number>/sign", money_batches.sign, name="money_batch_sign"),
    path("money/batches/<slug:number>/back", money_batches.send_back, name="money_batch_back"),
    path("money/batches/<slug:number>/out", money_batches.take_out, name="money_batch_out"),
    path("money/batches/<slug:number>/again", money_batches.hand_in, name="money_batch_again"),
    path("money/batches/<slug:number>/cancel", money_batches.cancel, name="money_batch_cancel"),
    path("money/batches/<slug:number>/file", money_batches.file, name="money_batch_file"),
    path("money/batches/<slug:number>/answer", money_batches.answer, name="money_batch_answer"),
    path("money/batches/<slug:number>/line", money_batches.tell, name="money_batch_line"),
    path("money/clawbacks/", money_clawbacks.clawbacks, name="money_clawbacks"),
    path("money/clawbacks/export", money_clawbacks.download, name="money_clawbacks_export"),
    path("money/clawbacks/<slug:number>/", money_clawbacks.clawback, name="money_clawback"),
    path("money/clawbacks/<slug:number>/repaid", money_clawbacks.repaid, name="money_repaid"),
    path("money/clawbacks/<slug:number>/plan", money_clawbacks.replan, name="money_replan"),
    path("money/clawbacks/<slug:number>/end", money_clawbacks.end, name="money_reclaim_end"),
    path("money/reclaim/<slug:number>/", money_clawbacks.reclaim, name="money_reclaim"),
]
