"""The addresses of the pages of accounts (api.md *Pages*)."""

from django.urls import path

from accounts.web import account, audit, invite, invite_many, people, person, personal_data, tokens

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/session/", account.session_left, name="session_left"),
    path("account/data/", personal_data.own, name="own_data"),
    path("account/language/", account.language, name="own_language"),
    path("account/identities/<slug:provider>/untie/", account.untie, name="untie_identity"),
    path("account/sessions/<int:session_id>/end/", account.end_session, name="end_own_session"),
    path("account/sessions/end-others/", account.end_other_sessions, name="end_own_other_sessions"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("people/", people.people, name="people"),
    path("people/invite/", invite.invite, name="invite_person"),
    path("people/invite/sheet/", invite_many.invite_many, name="invite_many"),
    path("people/audit/", audit.people_audit, name="people_audit"),
    path("people/<int:user_id>/", person.person, name="person"),
    path("people/<int:user_id>/data/", personal_data.of_person, name="person_data"),
    path("people/<int:user_id>/<slug:name>/", person.move, name="person_move"),
]
