"""Addresses of the analysis, for analysts."""

from django.urls import path

from allmenning.surveys.views import analysis, coding, publishing

ANALYSIS = "undersokelser/<slug:slug>/analyse/"
RECIPE = f"{ANALYSIS}oppskrift/<int:pk>/"

urlpatterns = [
    path("undersokelser/metode/", analysis.method, name="method"),
    path(ANALYSIS, analysis.home, name="analysis"),
    path(f"{ANALYSIS}standard/", analysis.standard, name="recipes_standard"),
    path(f"{ANALYSIS}kjor/", analysis.run_stale, name="recipes_run"),
    path(f"{ANALYSIS}oppskrift/ny/", analysis.new, name="recipe_new"),
    path(RECIPE, analysis.recipe, name="recipe"),
    path(f"{RECIPE}kjor/", analysis.run, name="recipe_run"),
    path(f"{RECIPE}fjern/", analysis.remove, name="recipe_remove"),
    path(f"{RECIPE}tall/<int:table>/<int:row>/", analysis.number, name="recipe_number"),
    path(f"{RECIPE}tabeller.csv", analysis.recipe_file, {"kind": "csv"}, name="recipe_csv"),
    path(f"{RECIPE}tabeller.json", analysis.recipe_file, {"kind": "json"}, name="recipe_json"),
    path(f"{ANALYSIS}publiser/", publishing.publish, name="publish"),
    path(f"{ANALYSIS}koding/", coding.home, name="coding"),
    path(f"{ANALYSIS}koding/<slug:code>/", coding.question, name="coding_question"),
    path(f"{ANALYSIS}koding/<slug:code>/koder/", coding.new_code, name="coding_code"),
]
