// The coroutines that answer routes, one file per group. Each takes the thread's lane and the
// request; none throws for foreseeable input.
#pragma once

#include "gateway/lane.hpp"
#include "gateway/request.hpp"

namespace gongzhi::gateway {

// reports.cpp
asio::awaitable<Answer> create_case(Lane& lane, RequestPtr request);
asio::awaitable<Answer> create_batch(Lane& lane, RequestPtr request);
// cases.cpp
asio::awaitable<Answer> list_cases(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_case(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_timeline(Lane& lane, RequestPtr request);
// actions.cpp
asio::awaitable<Answer> act_on_case(Lane& lane, RequestPtr request);
// upload_routes.cpp
/// What is asked before the body of an upload is read; gives the request its upload.
std::optional<Problem> begin_upload(Lane& lane, Request& request);
asio::awaitable<Answer> post_upload(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_attachment(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_thumbnail(Lane& lane, RequestPtr request);
// receipt_page.cpp
asio::awaitable<Answer> open_receipt(Lane& lane, RequestPtr request);
// reveal.cpp
asio::awaitable<Answer> reveal_personal(Lane& lane, RequestPtr request);
// personal_rights.cpp
asio::awaitable<Answer> get_access_log(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_copy(Lane& lane, RequestPtr request);
asio::awaitable<Answer> withdraw_consent(Lane& lane, RequestPtr request);
asio::awaitable<Answer> erase_personal(Lane& lane, RequestPtr request);
// outcomes.cpp
asio::awaitable<Answer> get_outcome(Lane& lane, RequestPtr request);
// nearby.cpp
asio::awaitable<Answer> find_nearby(Lane& lane, RequestPtr request);
// search.cpp
asio::awaitable<Answer> search(Lane& lane, RequestPtr request);
// work.cpp
asio::awaitable<Answer> get_tasks(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_board(Lane& lane, RequestPtr request);
asio::awaitable<Answer> open_live(Lane& lane, RequestPtr request);
// audit_trail.cpp
asio::awaitable<Answer> get_audit(Lane& lane, RequestPtr request);
// reference.cpp
asio::awaitable<Answer> list_categories(Lane& lane, RequestPtr request);
asio::awaitable<Answer> list_kinds(Lane& lane, RequestPtr request);
asio::awaitable<Answer> list_orgs(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_me(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_openapi(Lane& lane, RequestPtr request);
// config_desk.cpp
asio::awaitable<Answer> list_config(Lane& lane, RequestPtr request);
asio::awaitable<Answer> change_config(Lane& lane, RequestPtr request);
asio::awaitable<Answer> check_config(Lane& lane, RequestPtr request);
// config_what_if.cpp
asio::awaitable<Answer> what_if_config(Lane& lane, RequestPtr request);
// preview.cpp
asio::awaitable<Answer> preview_action(Lane& lane, RequestPtr request);
// handover.cpp
asio::awaitable<Answer> get_user_work(Lane& lane, RequestPtr request);
asio::awaitable<Answer> hand_over(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_duty(Lane& lane, RequestPtr request);

// sessions.cpp
asio::awaitable<Answer> post_session(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_session(Lane& lane, RequestPtr request);
asio::awaitable<Answer> post_session_code(Lane& lane, RequestPtr request);
asio::awaitable<Answer> post_session_end(Lane& lane, RequestPtr request);
asio::awaitable<Answer> list_sessions(Lane& lane, RequestPtr request);
asio::awaitable<Answer> revoke_session(Lane& lane, RequestPtr request);
asio::awaitable<Answer> post_password(Lane& lane, RequestPtr request);
asio::awaitable<Answer> begin_second_factor(Lane& lane, RequestPtr request);
asio::awaitable<Answer> confirm_second_factor(Lane& lane, RequestPtr request);
asio::awaitable<Answer> end_second_factor(Lane& lane, RequestPtr request);
asio::awaitable<Answer> post_link_use(Lane& lane, RequestPtr request);
// people_list.cpp
asio::awaitable<Answer> list_users(Lane& lane, RequestPtr request);
asio::awaitable<Answer> get_user(Lane& lane, RequestPtr request);
// people.cpp
asio::awaitable<Answer> create_user(Lane& lane, RequestPtr request);
asio::awaitable<Answer> act_on_user(Lane& lane, RequestPtr request);
// tokens.cpp
asio::awaitable<Answer> create_token(Lane& lane, RequestPtr request);
asio::awaitable<Answer> list_tokens(Lane& lane, RequestPtr request);
asio::awaitable<Answer> revoke_token(Lane& lane, RequestPtr request);

}  // namespace gongzhi::gateway
